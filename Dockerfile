# Build with Maven on JDK 25, link the few JDK modules that are used, and run on a plain Debian.
FROM maven:3-eclipse-temurin-25 AS build
WORKDIR /build
# A build of nothing fetches all plugins and libraries, in a layer that lasts until a pom.xml changes.
COPY .mvn .mvn
COPY pom.xml ./
COPY fake-provider/pom.xml fake-provider/
COPY gateway/pom.xml gateway/
# Not built here, but Maven reads the pom.xml of every module.
COPY benchmarks/pom.xml benchmarks/
RUN mvn -q -B -ntp -Dmaven.test.skip=true -pl gateway -am package
COPY fake-provider/src/main fake-provider/src/main
COPY gateway/src/main gateway/src/main
RUN mvn -q -B -ntp -Dmaven.test.skip=true -pl gateway -am package \
 && jlink --output /jre --strip-java-debug-attributes --no-header-files --no-man-pages --add-modules \
java.base,java.logging,java.management,java.naming,java.sql,java.xml,jdk.jfr,jdk.management,jdk.net,jdk.unsupported

FROM debian:bookworm-slim
RUN groupadd --system --gid 10001 modelrouter \
 && useradd --system --uid 10001 --gid modelrouter --home-dir /app --no-create-home --shell /usr/sbin/nologin modelrouter
# In a container the gateway must listen to more than the container itself. Without API_KEY it is
# then open to whoever reaches the published port.
ENV JAVA_HOME=/opt/jre LANG=C.UTF-8 HOST=0.0.0.0 PORT=8000
WORKDIR /app
COPY --from=build /jre /opt/jre
COPY modelrouter ./
COPY scripts scripts
COPY --from=build /build/gateway/target/modelrouter.jar gateway/target/
# The first run makes the cache for fast starts, with the very JVM that will use it.
RUN ./modelrouter --version && test -f gateway/target/modelrouter.aot
USER modelrouter
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=3s --start-period=15s --retries=3 CMD ["scripts/container-health.sh"]
ENTRYPOINT ["./modelrouter"]
