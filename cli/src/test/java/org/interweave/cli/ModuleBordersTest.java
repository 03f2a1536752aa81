package org.interweave.cli;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.equivalentTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

/** Who may import whom. */
class ModuleBordersTest {
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("org.interweave");

    @Test
    void allModulesAreLookedAt() {
        for (String name : new String[] {
            "core.data.Dataset", "prep.DuckRunner", "learn.train.Trainer", "lab.study.StudyRunner", "cli.Main"
        }) {
            assertTrue(CLASSES.contain("org.interweave." + name), name);
        }
    }

    @Test
    void modulesDependDownwardsOnly() {
        layeredArchitecture()
                .consideringOnlyDependenciesInLayers()
                .layer("core")
                .definedBy("org.interweave.core..")
                .layer("prep")
                .definedBy("org.interweave.prep..")
                .layer("learn")
                .definedBy("org.interweave.learn..")
                .layer("lab")
                .definedBy("org.interweave.lab..")
                .layer("cli")
                .definedBy("org.interweave.cli..")
                .whereLayer("cli")
                .mayNotBeAccessedByAnyLayer()
                .whereLayer("prep")
                .mayOnlyBeAccessedByLayers("cli")
                .whereLayer("lab")
                .mayOnlyBeAccessedByLayers("cli")
                .whereLayer("learn")
                .mayOnlyBeAccessedByLayers("lab", "cli")
                .check(CLASSES);
    }

    @Test
    void learnIsLayered() {
        layeredArchitecture()
                .consideringOnlyDependenciesInLayers()
                .layer("torch")
                .definedBy("org.interweave.learn.torch..")
                .layer("nn")
                .definedBy("org.interweave.learn.nn..")
                .layer("model")
                .definedBy("org.interweave.learn.model..")
                .layer("train")
                .definedBy("org.interweave.learn.train..")
                .whereLayer("train")
                .mayNotBeAccessedByAnyLayer()
                .whereLayer("model")
                .mayOnlyBeAccessedByLayers("train")
                .whereLayer("nn")
                .mayOnlyBeAccessedByLayers("model", "train")
                .check(CLASSES);
    }

    @Test
    void onlyTorchKnowsTheNativeApi() {
        noClasses()
                .that()
                .resideOutsideOfPackage("org.interweave.learn.torch..")
                .should()
                .dependOnClassesThat(resideInAPackage("org.bytedeco..").and(not(equivalentTo(Tensor.class))))
                .check(CLASSES);
    }

    @Test
    void corePackagesHaveNoCycles() {
        slices().matching("org.interweave.core.(*)..").should().beFreeOfCycles().check(CLASSES);
    }

    @Test
    void modelsKnowNeitherFilesNorTraining() {
        noClasses()
                .that()
                .resideInAPackage("org.interweave.learn.nn..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("java.nio.file..", "java.sql..", "com.fasterxml..")
                .check(CLASSES);
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAPackage("picocli..")
                .because("only the command line reads command lines")
                .check(CLASSES.that(
                        resideInAPackage("org.interweave.core..").or(resideInAPackage("org.interweave.learn.."))));
    }

    @Test
    void noPackageIsADrawer() {
        noClasses()
                .should()
                .resideInAnyPackage("..util..", "..utils..", "..common..", "..helper..", "..misc..", "..impl..")
                .check(CLASSES);
        classes()
                .should()
                .haveSimpleNameNotEndingWith("Manager")
                .andShould()
                .haveSimpleNameNotEndingWith("Util")
                .andShould()
                .haveSimpleNameNotEndingWith("Helper")
                .andShould()
                .haveSimpleNameNotStartingWith("Abstract")
                .check(CLASSES);
    }
}
