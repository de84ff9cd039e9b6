package org.edgestill.itests;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaAnnotation;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaEnumConstant;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.nio.file.Path;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;

/** Holds the rules of docs/architecture.md that a compiler can not hold. */
@AnalyzeClasses(packages = "org.edgestill", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

  private static final DescribedPredicate<JavaClass> OSGI =
      JavaClass.Predicates.resideInAPackage("org.osgi..")
          .and(
              DescribedPredicate.not(
                  JavaClass.Predicates.resideInAPackage("org.osgi.annotation..")))
          .as("OSGi");

  private static final DescribedPredicate<JavaClass> COMPONENT =
      DescribedPredicate.describe(
          "components", javaClass -> outermost(javaClass).getSimpleName().endsWith("Component"));

  @ArchTest
  static final ArchRule arrowsPointOneWay =
      layeredArchitecture()
          .consideringOnlyDependenciesInLayers()
          .layer("api")
          .definedBy("org.edgestill.api..")
          .layer("model")
          .definedBy("org.edgestill.model..")
          .layer("trust")
          .definedBy("org.edgestill.trust..")
          .layer("features")
          .definedBy("org.edgestill.features..")
          .layer("inference")
          .definedBy("org.edgestill.inference..")
          .layer("mqtt")
          .definedBy("org.edgestill.mqtt..")
          .layer("updates")
          .definedBy("org.edgestill.updates..")
          .layer("endpoints")
          .definedBy("org.edgestill.gateway..")
          .layer("operations")
          .definedBy("org.edgestill.operations..")
          .layer("dashboard")
          .definedBy("org.edgestill.dashboard..")
          .layer("student graph")
          .definedBy("org.edgestill.graph..")
          .layer("distiller")
          .definedBy("org.edgestill.distiller..")
          .whereLayer("api")
          .mayNotAccessAnyLayer()
          .whereLayer("model")
          .mayOnlyAccessLayers("api")
          .whereLayer("trust")
          .mayOnlyAccessLayers("api", "model")
          .whereLayer("features")
          .mayOnlyAccessLayers("api")
          .whereLayer("inference")
          .mayOnlyAccessLayers("api", "model")
          .whereLayer("mqtt")
          .mayOnlyAccessLayers("api")
          .whereLayer("updates")
          .mayOnlyAccessLayers("api", "model", "trust")
          .whereLayer("endpoints")
          .mayOnlyAccessLayers("api")
          .whereLayer("operations")
          .mayOnlyAccessLayers("api", "endpoints")
          .whereLayer("dashboard")
          .mayNotAccessAnyLayer()
          .whereLayer("student graph")
          .mayNotAccessAnyLayer()
          .whereLayer("distiller")
          .mayOnlyAccessLayers(
              "api", "model", "trust", "features", "mqtt", "updates", "student graph");

  @ArchTest
  static final ArchRule coresImportNoOsgi =
      noClasses()
          .that(DescribedPredicate.not(COMPONENT))
          .should()
          .dependOnClassesThat(OSGI)
          .because("the core of a bundle is plain Java; only its components know OSGi");

  @ArchTest
  static final ArchRule internalIsInternal =
      classes()
          .that()
          .resideInAPackage("org.edgestill..internal..")
          .should(onlyBeUsedInsideTheirModule())
          .because("what is internal to a module may change at any time");

  @ArchTest
  static final ArchRule noFileBeforeAConfiguration =
      classes()
          .that()
          .areAnnotatedWith(Component.class)
          .and(DescribedPredicate.describe("use files", ArchitectureTest::usesFiles))
          .should()
          .beAnnotatedWith(
              DescribedPredicate.describe(
                  "@Component(configurationPolicy = REQUIRE)",
                  ArchitectureTest::requiresAConfiguration))
          .because("only its configuration says where a host lets a gateway write");

  private static boolean usesFiles(JavaClass javaClass) {
    return javaClass.getDirectDependenciesFromSelf().stream()
        .anyMatch(dependency -> dependency.getTargetClass().isEquivalentTo(Path.class));
  }

  private static boolean requiresAConfiguration(JavaAnnotation<?> annotation) {
    return annotation.getRawType().isEquivalentTo(Component.class)
        && annotation.get("configurationPolicy").orElseThrow() instanceof JavaEnumConstant policy
        && policy.name().equals(ConfigurationPolicy.REQUIRE.name());
  }

  private static ArchCondition<JavaClass> onlyBeUsedInsideTheirModule() {
    return new ArchCondition<>("only be used inside their module") {
      @Override
      public void check(JavaClass internal, ConditionEvents events) {
        String name = internal.getPackageName();
        String module = name.substring(0, name.indexOf(".internal"));
        for (Dependency use : internal.getDirectDependenciesToSelf()) {
          if (!(use.getOriginClass().getPackageName() + ".").startsWith(module + ".")) {
            events.add(SimpleConditionEvent.violated(internal, use.getDescription()));
          }
        }
      }
    };
  }

  private static JavaClass outermost(JavaClass javaClass) {
    JavaClass outer = javaClass;
    while (outer.getEnclosingClass().isPresent()) {
      outer = outer.getEnclosingClass().get();
    }
    return outer;
  }
}
