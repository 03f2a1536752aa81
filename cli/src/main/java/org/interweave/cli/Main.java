package org.interweave.cli;

import java.io.PrintWriter;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Set;
import org.interweave.core.data.DataException;
import org.interweave.learn.train.Nearest;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.UnmatchedArgumentException;

/** The command line: one class per command; what goes wrong is told in one line, with an exit code a script can use. */
@Command(
        name = "interweave",
        mixinStandardHelpOptions = true,
        version = "Interweave 0.1.0-SNAPSHOT",
        sortOptions = false,
        synopsisSubcommandLabel = "COMMAND",
        description =
                "Cross-domain sequential recommendation: raw logs in, a trained model out, recommendations by raw id.",
        subcommands = {
            DemoCommand.class,
            PrepareCommand.class,
            DescribeCommand.class,
            TrainCommand.class,
            EvaluateCommand.class,
            RecommendCommand.class,
            LabCommand.class,
            ParityCommand.class,
            DoctorCommand.class,
            HelpCommand.class
        },
        footer = {"", "Exit codes: 0 done, 1 parity missed, 2 usage, 3 bad data, 4 run failed, 130 stopped by Ctrl-C."})
public final class Main {
    private static final int USAGE = 2;
    private static final int BAD_DATA = 3;
    private static final int FAILED = 4;

    @Option(names = "--debug", scope = ScopeType.INHERIT, description = "Print the stack trace of an error.")
    private boolean debug;

    public static void main(String[] args) {
        ErrorStream.take();
        System.exit(run(args, new PrintWriter(System.out, true), new PrintWriter(System.err, true)));
    }

    /** Runs a command as the launcher does, without ending the JVM. */
    public static int run(String[] args, PrintWriter out, PrintWriter err) {
        Main main = new Main();
        CommandLine line = new CommandLine(main);
        line.setOut(out);
        line.setErr(err);
        line.setUsageHelpAutoWidth(true);
        line.setUsageHelpLongOptionsMaxWidth(30);
        line.setParameterExceptionHandler((e, wrong) -> explain(e, err));
        line.setExecutionExceptionHandler((e, command, parsed) -> explain(e, main.debug, err));
        if (args.length == 0) {
            line.usage(out);
            return USAGE;
        }
        int code = line.execute(args);
        out.flush();
        err.flush();
        return code;
    }

    private static int explain(ParameterException e, PrintWriter err) {
        String meant = e instanceof UnmatchedArgumentException unmatched ? meant(unmatched) : "";
        String help = e.getCommandLine().getCommandSpec().qualifiedName();
        say(err, oneLine(e.getMessage()).replaceFirst("^Error: ", "") + "." + meant + " Try: " + help + " --help");
        return USAGE;
    }

    /** The command or option that was probably mistyped, if there is one that differs in a letter or two. */
    private static String meant(UnmatchedArgumentException e) {
        String typed = e.getUnmatched().get(0).replaceFirst("=.*", "");
        CommandLine command = e.getCommandLine();
        Set<String> known = typed.startsWith("-")
                ? command.getCommandSpec().optionsMap().keySet()
                : command.getSubcommands().keySet();
        if (known.isEmpty()) {
            return "";
        }
        String nearest = Nearest.to(typed, known);
        return Nearest.distance(typed, nearest) > 2 ? "" : " Did you mean " + nearest + "?";
    }

    private static int explain(Exception e, boolean debug, PrintWriter err) {
        if (debug) {
            e.printStackTrace(err);
        }
        say(err, message(e));
        return e instanceof IllegalArgumentException ? USAGE : e instanceof DataException ? BAD_DATA : FAILED;
    }

    private static String message(Exception e) {
        if (e instanceof NoSuchFileException missing) {
            return missing.getFile() + ": no such file";
        }
        if (e instanceof AccessDeniedException denied) {
            return denied.getFile() + ": no permission";
        }
        if (e instanceof FileAlreadyExistsException exists) {
            return exists.getFile() + ": exists already" + (isFile(exists.getFile()) ? " and is a file" : "");
        }
        String text = e.getMessage() == null ? e.getClass().getSimpleName() : oneLine(e.getMessage());
        boolean ours = e.getClass().getName().startsWith("org.interweave")
                || e instanceof IllegalArgumentException
                || e instanceof FileSystemException;
        return ours ? text : text + " (" + e.getClass().getSimpleName() + "; --debug shows where)";
    }

    private static boolean isFile(String name) {
        return Files.isRegularFile(Path.of(name));
    }

    /** Native errors bring a stack trace of their own along: the first line says what happened. */
    private static String oneLine(String message) {
        return message.lines().findFirst().orElse("").strip();
    }

    private static void say(PrintWriter err, String text) {
        err.println("interweave: " + text.replaceAll("\\.\\. Try", ". Try"));
        err.flush();
    }
}
