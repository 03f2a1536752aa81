package org.interweave.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.PrintWriter;
import java.io.StringWriter;

/** What a command left when it ended. */
record Ended(int code, String out, String err) {
    static Ended run(String... words) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int code = Main.run(words, new PrintWriter(out, true), new PrintWriter(err, true));
        return new Ended(code, out.toString(), err.toString());
    }

    /** One line said it all, and nothing else was printed. */
    void failed(int expected, String message) {
        assertEquals("interweave: " + message + "\n", err);
        assertEquals(expected, code, err);
        assertEquals("", out);
    }
}
