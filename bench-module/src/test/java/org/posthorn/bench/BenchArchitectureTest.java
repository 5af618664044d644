package org.posthorn.bench;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/// The house with the bench in it, which `ArchitectureTest` of `dist` does not see.
@AnalyzeClasses(
        packages = "org.posthorn",
        importOptions = {DoNotIncludeTests.class, BenchArchitectureTest.NoTestJars.class})
class BenchArchitectureTest {
    /// Other modules' tests come as jars.
    static final class NoTestJars implements ImportOption {
        @Override
        public boolean includes(Location location) {
            return !location.contains("-tests.jar");
        }
    }

    /// No class of the bench is in a package of what it measures, or the two would know each other.
    @ArchTest
    static final ArchRule modulesHaveNoCycles =
            slices().matching("org.posthorn.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule nothingKnowsTheBench = classes()
            .that()
            .resideInAPackage("org.posthorn.bench..")
            .should()
            .onlyHaveDependentClassesThat()
            .resideInAPackage("org.posthorn.bench..");
}
