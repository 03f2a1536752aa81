package org.interweave.prep;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Path;
import java.util.List;
import org.interweave.core.data.DataException;
import org.junit.jupiter.api.function.Executable;

/** What every refused preparation owes: one line, the right kind of error, and the folder as it was. In messages FOLDER stands for its path. */
record Refusals(Path folder) {
    void data(String expected, Executable prepare) {
        assertEquals(expected, message(DataException.class, prepare));
    }

    void usage(String expected, Executable prepare) {
        assertEquals(expected, message(IllegalArgumentException.class, prepare));
    }

    String message(Class<? extends Exception> type, Executable prepare) {
        List<String> before = Workplace.names(folder);
        Exception e = assertThrows(type, prepare);
        assertEquals(type, e.getClass());
        assertEquals(1, e.getMessage().lines().count(), e.getMessage());
        assertEquals(before, Workplace.names(folder), "left behind");
        return e.getMessage().replace(folder.toString(), "FOLDER");
    }
}
