package org.interweave.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the README prints works: the commands of its worked example, its Java call, and its links. */
class ReadmeTest {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final String LAUNCHER = "./interweave ";
    private static final Pattern OWN_PATH = Pattern.compile("(^|=)(data|runs)/");
    private static final Pattern LINK = Pattern.compile("]\\((?!https?:|#)([^)#]+)(#[^)]*)?\\)");

    @TempDir
    private Path folder;

    @Test
    void theWorkedExampleAndTheJavaCallRun() throws Exception {
        String example = section("A worked example on your own files");
        List<String> commands = new ArrayList<>();
        for (String block : blocks(example, "sh")) {
            run(block, commands);
        }
        assertEquals(
                List.of("prepare", "describe", "train", "evaluate", "recommend", "recommend"),
                commands,
                "commands of the worked example");
        Collection<?> top =
                (Collection<?>) call(blocks(section("From Java"), "java").get(0));
        assertEquals(10, top.size());
    }

    @Test
    void theTwoCommandsAreTheOnesThatExist() throws IOException {
        assertEquals(List.of("./interweave demo", "mvn verify"), blocks(section("Two commands"), "sh"));
        assertTrue(Files.isExecutable(ROOT.resolve("interweave")));
        assertTrue(Files.readString(ROOT.resolve(".ci/run")).contains("mvn -B verify"));
    }

    @Test
    void everyLinkOfTheDocumentationLeadsSomewhere() throws IOException {
        List<String> broken = new ArrayList<>();
        for (Path page : pages()) {
            Matcher link = LINK.matcher(Files.readString(page));
            while (link.find()) {
                if (!Files.exists(page.resolveSibling(link.group(1)))) {
                    broken.add(ROOT.relativize(page) + ": " + link.group(1));
                }
            }
        }
        assertEquals(List.of(), broken);
    }

    private static List<Path> pages() throws IOException {
        List<Path> pages = new ArrayList<>();
        for (String top : List.of(
                "README.md", "CONTRIBUTING.md", "CHANGELOG.md", "golden/README.md", "benchmarks/prepare/README.md")) {
            pages.add(ROOT.resolve(top));
        }
        try (var files = Files.walk(ROOT.resolve("docs"))) {
            files.filter(file -> file.toString().endsWith(".md")).forEach(pages::add);
        }
        return pages;
    }

    private static String section(String title) throws IOException {
        String readme = Files.readString(ROOT.resolve("README.md"));
        int start = readme.indexOf("## " + title + "\n");
        assertTrue(start >= 0, "README.md has no section " + title);
        int end = readme.indexOf("\n## ", start + 1);
        return readme.substring(start, end < 0 ? readme.length() : end);
    }

    private static List<String> blocks(String section, String language) {
        List<String> blocks = new ArrayList<>();
        Matcher fence = Pattern.compile("```" + language + "\n(.*?)\n```", Pattern.DOTALL)
                .matcher(section);
        while (fence.find()) {
            blocks.add(fence.group(1));
        }
        return blocks;
    }

    /** The launcher's lines run in this JVM, what stands between them in a shell. */
    private void run(String block, List<String> commands) throws Exception {
        StringBuilder shell = new StringBuilder();
        for (String line : block.replace("\\\n", " ").split("\n")) {
            if (line.startsWith(LAUNCHER)) {
                runInShell(shell.toString());
                shell.setLength(0);
                runInProcess(line.substring(LAUNCHER.length()), commands);
            } else {
                shell.append(line).append('\n');
            }
        }
        runInShell(shell.toString());
    }

    private void runInShell(String script) throws Exception {
        if (script.isBlank()) {
            return;
        }
        Process process = new ProcessBuilder("sh", "-e", "-c", script)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes());
        assertEquals(0, process.waitFor(), () -> script + "\n" + output);
    }

    private void runInProcess(String line, List<String> commands) {
        String[] words =
                Arrays.stream(line.strip().split("\\s+")).map(this::here).toArray(String[]::new);
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int code = Main.run(words, new PrintWriter(out, true), new PrintWriter(err, true));
        assertEquals(0, code, () -> line + "\n" + out + err);
        assertTrue(!out.toString().isBlank(), () -> line + " printed nothing");
        commands.add(words[0]);
    }

    private String here(String word) {
        Matcher own = OWN_PATH.matcher(word);
        return own.replaceAll("$1" + Matcher.quoteReplacement(folder.toString()) + "/$2/");
    }

    /** Compiles the lines as a method that returns {@code top}, and calls it. */
    private Object call(String lines) throws Exception {
        String imports = lines.lines().filter(l -> l.startsWith("import ")).collect(Collectors.joining("\n"));
        String body = lines.lines().filter(l -> !l.startsWith("import ")).collect(Collectors.joining("\n"));
        Path source = folder.resolve("Call.java");
        Files.writeString(
                source,
                imports + "\npublic class Call { public static Object top() throws Exception {\n"
                        + body.replace(
                                "\"runs/first\"", '"' + here("runs/first").replace("\\", "\\\\") + '"')
                        + "\nreturn top; } }\n");
        StringWriter messages = new StringWriter();
        try (var files = ToolProvider.getSystemJavaCompiler().getStandardFileManager(null, null, null)) {
            List<String> options =
                    List.of("-proc:none", "-d", folder.toString(), "-classpath", System.getProperty("java.class.path"));
            boolean compiled = ToolProvider.getSystemJavaCompiler()
                    .getTask(messages, files, null, options, null, files.getJavaFileObjects(source))
                    .call();
            assertTrue(compiled, () -> lines + "\n" + messages);
        }
        try (URLClassLoader loader =
                new URLClassLoader(new URL[] {folder.toUri().toURL()})) {
            return loader.loadClass("Call").getMethod("top").invoke(null);
        }
    }
}
