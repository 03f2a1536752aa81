package org.interweave.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;

@DisabledOnOs(OS.WINDOWS)
class ErrorStreamTest {
    @Test
    void messagesGoToTheDescriptorTheLauncherNames() throws Exception {
        String message = "interweave: Missing required option: '--out=RUN'. Try: interweave train --help\n";
        String options = "--add-opens=java.base/java.io=ALL-UNNAMED -Dinterweave.stderr=3";
        assertEquals(message, errorsOf("exec 3>&2 2>/dev/null", options));
    }

    @Test
    void withoutALauncherTheyGoToStandardError() throws Exception {
        String message = "interweave: Missing required option: '--out=RUN'. Try: interweave train --help\n";
        assertEquals(message, errorsOf(":", ""));
        assertEquals(message, errorsOf(":", "-Dinterweave.stderr=3"), "a descriptor that may not be opened");
    }

    private static String errorsOf(String redirection, String options) throws Exception {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        Process process = new ProcessBuilder(
                        "sh",
                        "-c",
                        redirection + "; exec \"$0\" " + options + " -cp \"$1\" org.interweave.cli.Main train",
                        java,
                        System.getProperty("java.class.path"))
                .start();
        String errors = new String(process.getErrorStream().readAllBytes());
        assertEquals(2, process.waitFor());
        return errors;
    }
}
