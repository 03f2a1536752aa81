package org.interweave.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The launcher with scripts in the place of Java and Maven: what it starts, and what it says when something is missing. */
@DisabledOnOs(OS.WINDOWS)
class LauncherTest {
    private static final Path LAUNCHER = Path.of("..", "interweave");
    private static final String WARNING = "WARNING: Using incubator modules: jdk.incubator.vector";

    @TempDir
    private Path folder;

    private Path root;
    private Path javaHome;

    @BeforeEach
    void aProjectThatIsBuilt() throws IOException {
        root = folder.resolve("project with a space");
        javaHome = folder.resolve("jdk");
        Files.createDirectories(root.resolve("cli/src/main"));
        Files.createDirectories(root.resolve("cli/target"));
        Files.copy(LAUNCHER, root.resolve("interweave"));
        Files.writeString(root.resolve("pom.xml"), "");
        Files.writeString(root.resolve("cli/pom.xml"), "");
        Files.writeString(
                root.resolve("cli/target/classpath.txt"),
                root.resolve("pom.xml").toString());
        script(javaHome.resolve("bin/javac"), "");
        java("17.0.1", "");
    }

    @Test
    void theIncubatorWarningIsLeftOutAndNothingElse() throws Exception {
        java("17.0.1", "echo '" + WARNING + "' >&2; echo 'said by native code' >&2; echo result; exit 3");
        Ended ended = run("train", "a dataset");
        assertEquals(3, ended.code());
        assertEquals("result\n", ended.out());
        assertEquals("said by native code\n", ended.err());
    }

    @Test
    void anErrorOfTheJvmItselfIsNotSwallowed() throws Exception {
        java("17.0.1", "echo 'Error: could not create the Java Virtual Machine.' >&2; exit 1");
        assertEquals(
                "Error: could not create the Java Virtual Machine.\n",
                run("train").err());
    }

    @Test
    void theProgramItselfWritesPastTheFilter() throws Exception {
        java("17.0.1", "echo '" + WARNING + "' >&2; echo \"$@\" >&3");
        String arguments = run("train", "a dataset").err();
        assertTrue(arguments.contains("-Dinterweave.stderr=3 "), arguments);
        assertTrue(arguments.endsWith("org.interweave.cli.Main train a dataset\n"), arguments);
    }

    @Test
    void whateverTrainsHasTheVectorApi() throws Exception {
        java("17.0.1", "echo \"$@\"");
        for (String command : new String[] {"demo", "train", "lab", "parity", "doctor"}) {
            String arguments = run(command).out();
            assertTrue(arguments.contains(" --add-modules=jdk.incubator.vector "), command + ": " + arguments);
        }
    }

    @Test
    void commandsThatDoNotTrainNeedNoFilter() throws Exception {
        java("17.0.1", "echo \"$@\"; echo 'first line' >&2; exit 2");
        Ended ended = run("recommend", "run", "--user", "7");
        assertEquals(2, ended.code());
        assertEquals("first line\n", ended.err());
        assertTrue(
                !ended.out().contains("stderr=3") && ended.out().endsWith("Main recommend run --user 7\n"),
                ended.out());
    }

    @Test
    void theProcessIsJavaItself() throws Exception {
        java("17.0.1", "echo $$; kill -TERM $$");
        Process process = start(Map.of(), command("train"));
        String printed = new String(process.getInputStream().readAllBytes());
        assertEquals(128 + 15, process.waitFor());
        assertEquals(process.pid() + "\n", printed);
    }

    @Test
    void nativeAccessIsAllowedWhereJavaAsksForIt() throws Exception {
        java("17.0.1", "echo \"$@\"");
        assertTrue(!run("describe").out().contains("--enable-native-access"));
        java("25", "echo \"$@\"");
        assertTrue(run("describe").out().contains("--enable-native-access=ALL-UNNAMED"));
    }

    @Test
    void aBuildThatCannotBeginSaysWhatToInstall() throws Exception {
        Files.delete(root.resolve("cli/target/classpath.txt"));
        Ended ended = run(Map.of("MAVEN", folder.resolve("no-mvn").toString()), "demo");
        assertEquals(4, ended.code());
        assertTrue(
                ended.err().startsWith("interweave: Maven 3.8 or newer is needed to build and was not found"),
                ended.err());
        assertEquals(1, ended.err().lines().count(), ended.err());

        Path old = folder.resolve("old-mvn");
        script(old, "echo 'Apache Maven 3.6.3 (x)'");
        ended = run(Map.of("MAVEN", old.toString()), "demo");
        assertEquals(4, ended.code());
        assertTrue(ended.err().contains("is Maven 3.6, but 3.8 or newer is needed"), ended.err());
    }

    @Test
    void aFailedBuildShowsTheEndOfItsLog() throws Exception {
        Files.delete(root.resolve("cli/target/classpath.txt"));
        Path maven = folder.resolve("mvn");
        script(
                maven,
                "case $1 in -version) echo 'Apache Maven 3.9.9 (x)' ;; *) echo '[ERROR] no network'; exit 1 ;; esac");
        Ended ended = run(Map.of("MAVEN", maven.toString()), "demo");
        assertEquals(4, ended.code());
        assertTrue(
                ended.err().contains("[ERROR] no network\ninterweave: the build failed; the whole log is in"),
                ended.err());
    }

    @Test
    void theBuildLeavesClassesForCommandsToShare() throws Exception {
        Files.delete(root.resolve("cli/target/classpath.txt"));
        for (String module : List.of("cli", "benchmarks")) {
            Files.createDirectories(root.resolve(module + "/target"));
            Files.writeString(root.resolve(module + "/target/interweave-" + module + "-1.jar"), "");
            Files.writeString(root.resolve(module + "/target/dependencies.txt"), LAUNCHER.toString());
        }
        Path maven = folder.resolve("mvn");
        script(maven, "case $1 in -version) echo 'Apache Maven 3.9.9 (x)' ;; esac");
        // The JVM writes the archive that it is told to, whole or not.
        java(
                "17.0.1",
                "for a in \"$@\"; do case $a in *ArchiveClassesAtExit=*) touch \"${a#*=}\"; exit $CODE ;; esac; done; echo \"$@\"");
        Map<String, String> environment = Map.of("MAVEN", maven.toString(), "CODE", "1");
        assertFalse(run(environment, "recommend").out().contains("SharedArchiveFile"), "an archive that is not whole");
        Files.delete(root.resolve("cli/target/classpath.txt"));
        environment = Map.of("MAVEN", maven.toString(), "CODE", "0");
        String option = " -XX:SharedArchiveFile=" + root.toRealPath().resolve("cli/target/classes.jsa") + " ";
        for (String command : List.of("recommend", "evaluate")) {
            assertTrue((" " + run(environment, command).out()).contains(option), command);
        }
        assertFalse(run(environment, "train").out().contains("SharedArchiveFile"), "another set of modules");
    }

    private void java(String version, String body) throws IOException {
        script(
                javaHome.resolve("bin/java"),
                "case $1 in -version) echo 'openjdk version \"" + version + "\"' >&2; exit 0 ;; esac\n" + body);
    }

    private static void script(Path file, String body) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, "#!/bin/sh\n" + body + "\n");
        assertTrue(file.toFile().setExecutable(true));
    }

    private Ended run(String... arguments) throws Exception {
        return run(Map.of(), arguments);
    }

    private Ended run(Map<String, String> environment, String... arguments) throws Exception {
        // What the filter lets through may come after the end of the process: cat waits for it, Java would not.
        Path out = folder.resolve("out");
        Path code = folder.resolve("code");
        List<String> command = new ArrayList<>(
                List.of("sh", "-c", "{ \"$@\" 2>&1 >'" + out + "'; echo $? >'" + code + "'; } | cat", "sh"));
        command.addAll(command(arguments));
        Process process = start(environment, command);
        String err = new String(process.getInputStream().readAllBytes());
        assertTrue(process.waitFor(60, TimeUnit.SECONDS));
        return new Ended(Integer.parseInt(Files.readString(code).strip()), Files.readString(out), err);
    }

    private List<String> command(String... arguments) {
        List<String> command =
                new ArrayList<>(List.of(root.resolve("interweave").toString()));
        command.addAll(List.of(arguments));
        return command;
    }

    private Process start(Map<String, String> environment, List<String> command) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().put("JAVA_HOME", javaHome.toString());
        builder.environment().putAll(environment);
        return builder.start();
    }
}
