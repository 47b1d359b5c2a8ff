# Build with Maven on JDK 25, link the few JDK modules that are used, and run on a plain Debian.
FROM maven:3-eclipse-temurin-25@sha256:313ecd20dc008fec427ca02430916966fe4eb34ac5775d83808ae7928be6e8aa AS build
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
# jdk.jcmd lets an operator look into a running gateway.
RUN mvn -q -B -ntp -Dmaven.test.skip=true -pl gateway -am package \
 && jlink --output /jre --strip-java-debug-attributes --no-header-files --no-man-pages --add-modules \
java.base,java.logging,java.management,java.naming,java.sql,java.xml,jdk.jcmd,jdk.jfr,jdk.management,jdk.net,jdk.unsupported

FROM debian:bookworm-slim@sha256:3783cc01769c7b2b1b83a5c5ad96c815348e28ed7da68e2e3687004faa906251
RUN groupadd --system --gid 10001 modelrouter \
 && useradd --system --uid 10001 --gid modelrouter --home-dir /app --no-create-home --shell /usr/sbin/nologin modelrouter
# In a container the gateway must listen to more than the container itself, so it does not start
# without API_KEY unless ALLOW_OPEN=true.
ENV JAVA_HOME=/opt/jre LANG=C.UTF-8 HOST=0.0.0.0 PORT=8000 MODELROUTER_CONTAINER=1 MODELROUTER_NO_DOWNLOAD=1
WORKDIR /app
COPY --from=build /jre /opt/jre
COPY modelrouter ./
COPY scripts/container-health.sh scripts/download.sh scripts/find-jdk.sh scripts/jvm-options.sh scripts/
COPY --from=build /build/gateway/target/modelrouter.jar /build/gateway/target/modelrouter-sbom.json gateway/target/
# The first run makes the cache for fast starts, with the very JVM that will use it.
RUN ./modelrouter --version && test -f gateway/target/modelrouter.aot
# By number, so that Kubernetes can see that it is not root.
USER 10001:10001
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=3s --start-period=15s --retries=3 CMD ["scripts/container-health.sh"]
ENTRYPOINT ["./modelrouter"]
