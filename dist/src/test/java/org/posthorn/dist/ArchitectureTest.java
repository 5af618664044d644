package org.posthorn.dist;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.inject.Injector;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import java.util.Arrays;
import java.util.stream.Stream;
import org.posthorn.config.PosthornConfig;

@AnalyzeClasses(
        packages = "org.posthorn",
        importOptions = {DoNotIncludeTests.class, ArchitectureTest.NoTestJars.class})
class ArchitectureTest {
    /// Other modules' tests come as jars.
    static final class NoTestJars implements ImportOption {
        @Override
        public boolean includes(Location location) {
            return !location.contains("-tests.jar");
        }
    }

    @ArchTest
    static final ArchRule theEngineKnowsNoHttpNoSocketsAndNoRocksDb = noClasses()
            .that()
            .resideInAPackage("org.posthorn.engine..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "org.eclipse.jetty..",
                    "org.rocksdb..",
                    "org.subethamail..",
                    "org.xbill..",
                    "tools.jackson..",
                    "java.net.http..",
                    "java.nio.channels..")
            .orShould()
            .dependOnClassesThat()
            .haveFullyQualifiedName("java.net.Socket")
            .orShould()
            .dependOnClassesThat()
            .haveFullyQualifiedName("java.net.ServerSocket");

    @ArchTest
    static final ArchRule theModulesAroundTheEngineDoNotKnowEachOther = slices().matching(
                    "org.posthorn.(api|smtp|store|feedback|receiving)..")
            .namingSlices("$1")
            .should()
            .notDependOnEachOther();

    private static final String[] PROGRAM = {
        "org.posthorn.server..",
        "org.posthorn.cli..",
        "org.posthorn.doctor..",
        "org.posthorn.backup..",
        "org.posthorn.metrics..",
        "org.posthorn.config..",
        "org.posthorn.job..",
        "org.posthorn.log..",
        "org.posthorn.tls..",
    };

    @ArchTest
    static final ArchRule nothingButTheProgramKnowsTheProgram = classes()
            .that()
            .resideInAnyPackage(PROGRAM)
            .should()
            .onlyHaveDependentClassesThat()
            .resideInAnyPackage(Stream.concat(Arrays.stream(PROGRAM), Stream.of("org.posthorn.bench.."))
                    .toArray(String[]::new));

    private static final String[] LIBRARIES = {
        "org.posthorn.engine..",
        "org.posthorn.store..",
        "org.posthorn.smtp..",
        "org.posthorn.feedback..",
        "org.posthorn.receiving..",
        "org.posthorn.api.."
    };

    private static final String[] PRODUCT =
            Stream.concat(Arrays.stream(LIBRARIES), Arrays.stream(PROGRAM)).toArray(String[]::new);

    /// A rule over a package that nothing is in would hold for nothing.
    @ArchTest
    static void everyModuleIsLookedAt(JavaClasses classes) {
        assertThat(PRODUCT)
                .allSatisfy(name -> assertThat(classes.that(JavaClass.Predicates.resideInAPackage(name)))
                        .isNotEmpty());
    }

    @ArchTest
    static final ArchRule everyClassIsInAPackageOfItsModule = classes().should().resideInAnyPackage(PRODUCT);

    @ArchTest
    static final ArchRule modulesHaveNoCycles =
            slices().matching("org.posthorn.(*)..").should().beFreeOfCycles();

    /// With the packages below it, each is one.
    @ArchTest
    static final ArchRule areasOfTheApiHaveNoCycles =
            slices().matching("org.posthorn.api.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule packagesHaveNoCycles =
            slices().assignedFrom(new EachPackage()).should().beFreeOfCycles();

    private static final class EachPackage implements SliceAssignment {
        @Override
        public SliceIdentifier getIdentifierOf(JavaClass type) {
            return SliceIdentifier.of(type.getPackageName());
        }

        @Override
        public String getDescription() {
            return "each package";
        }
    }

    @ArchTest
    static final ArchRule onlyModulesAndTheServerKnowGuice = noClasses()
            .that()
            .haveNameNotMatching(".*Module(\\$.*)?")
            .and()
            .doNotHaveFullyQualifiedName("org.posthorn.server.Server")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("com.google.inject..");

    @ArchTest
    static final ArchRule modulesAskNoInjector = noClasses()
            .that()
            .haveNameMatching(".*Module(\\$.*)?")
            .should()
            .dependOnClassesThat()
            .areAssignableTo(Injector.class);

    /// What `--dev` changes has names of its own, in `Mode`; who asks for the flag itself speaks of it to the operator.
    @ArchTest
    static final ArchRule whatIsWiredDoesNotAskForTheMode = noClasses()
            .that()
            .haveNameMatching(".*(Module|Parts|Links|Listeners|Routes)(\\$.*)?")
            .should()
            .callMethod(PosthornConfig.class, "dev");
}
