package org.interweave.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.lang.reflect.Constructor;

/**
 * Where messages go: past the launcher's filter, if it set one up.
 *
 * <p>The launcher filters what the JVM itself says at its start out of standard error. What goes through the filter can arrive after the process has ended, so the launcher hands the unfiltered stream
 * over as another descriptor.
 */
final class ErrorStream {
    private static final String DESCRIPTOR = "interweave.stderr";

    private ErrorStream() {}

    /** Makes {@code System.err} the stream that the launcher was given; without a launcher nothing changes. */
    static void take() {
        Integer number = Integer.getInteger(DESCRIPTOR);
        if (number == null) {
            return;
        }
        try {
            Constructor<FileDescriptor> ofNumber = FileDescriptor.class.getDeclaredConstructor(int.class);
            ofNumber.setAccessible(true);
            System.setErr(new PrintStream(new FileOutputStream(ofNumber.newInstance(number)), true));
        } catch (ReflectiveOperationException | RuntimeException e) {
            return; // the filtered stream is later, but it is the same stream
        }
    }
}
