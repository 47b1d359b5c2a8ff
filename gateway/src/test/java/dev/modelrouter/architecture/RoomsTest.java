package dev.modelrouter.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import dev.modelrouter.Gateway;
import dev.modelrouter.documentation.Page;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Holds the packages to the table of rooms in docs/architecture.md. */
class RoomsTest {
  private static final String ROOT = "dev.modelrouter";
  private static final Pattern NAME = Pattern.compile("`([a-z]+)`");
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .importUrl(Gateway.class.getProtectionDomain().getCodeSource().getLocation());
  private static final Map<String, List<String>> ROOMS = rooms();

  private static Map<String, List<String>> rooms() {
    Map<String, List<String>> rooms = new LinkedHashMap<>();
    for (List<String> row : Page.read("docs/architecture.md").table("## Rooms")) {
      if (!row.getFirst().startsWith("top")) {
        rooms.put(names(row.getFirst()).getFirst(), names(row.getLast()));
      }
    }
    return rooms;
  }

  private static List<String> names(String cell) {
    return NAME.matcher(cell).results().map(name -> name.group(1)).toList();
  }

  private static String in(String room) {
    return ROOT + "." + room + "..";
  }

  private static DescribedPredicate<JavaClass> allowed(String room, List<String> others) {
    List<String> packages = new ArrayList<>(List.of(in(room)));
    others.forEach(other -> packages.add(in(other)));
    return JavaClass.Predicates.resideOutsideOfPackage(ROOT + "..")
        .or(JavaClass.Predicates.resideInAnyPackage(packages.toArray(String[]::new)));
  }

  @Test
  void page_names_everyRoomThereIs() {
    TreeSet<String> packages = new TreeSet<>();
    for (JavaClass one : CLASSES) {
      String inside = one.getPackageName().substring(ROOT.length());
      if (!inside.isEmpty()) {
        packages.add(inside.substring(1).replaceFirst("\\..*", ""));
      }
    }

    assertThat(new TreeSet<>(ROOMS.keySet())).isEqualTo(packages);
  }

  @Test
  void room_usesOnly_whatThePageAllows() {
    ROOMS.forEach(
        (room, others) ->
            ArchRuleDefinition.classes()
                .that()
                .resideInAPackage(in(room))
                .should()
                .onlyDependOnClassesThat(allowed(room, others))
                .check(CLASSES));
  }

  @Test
  void chat_uses_javaBaseOnly() {
    for (JavaClass one : CLASSES.that(JavaClass.Predicates.resideInAPackage(in("chat")))) {
      assertThat(one.getDirectDependenciesFromSelf())
          .allSatisfy(
              dependency -> {
                JavaClass target = dependency.getTargetClass().getBaseComponentType();
                if (!target.getPackageName().startsWith("org.jspecify")
                    && !target.getPackageName().equals(one.getPackageName())) {
                  assertThat(target.reflect().getModule().getName()).isEqualTo("java.base");
                }
              });
    }
  }

  @Test
  void provider_seesNo_otherProvider() {
    for (JavaClass one : CLASSES.that(JavaClass.Predicates.resideInAPackage(in("provider")))) {
      String own = one.getPackageName();
      if (!own.equals(ROOT + ".provider")) {
        assertThat(one.getDirectDependenciesFromSelf())
            .extracting(dependency -> dependency.getTargetClass().getPackageName())
            .filteredOn(name -> name.startsWith(ROOT + ".provider."))
            .allSatisfy(name -> assertThat(name).isIn(own, ROOT + ".provider.compatible"));
      }
    }
  }

  @Test
  void roomsOfTranslation_doNo_inputOutputAndReadNoClock() {
    ArchRuleDefinition.noClasses()
        .that()
        .resideInAnyPackage(
            in("chat"), in("wire"), in("policy"), in("provider"), in("routing"), in("continuation"))
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.vertx..", "io.netty..", "java.nio.channels..")
        .orShould()
        .callMethod(System.class, "nanoTime")
        .orShould()
        .callMethod(System.class, "currentTimeMillis")
        .orShould()
        .callMethod(java.time.Instant.class, "now")
        .check(CLASSES);
  }
}
