package org.interweave.lab.report.form;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Properties;
import org.interweave.lab.report.Report;

/** What goes into a page as it is: our style and script, and the scripts that draw. */
final class PageParts {
    private static final List<String> LIBRARIES = List.of("vega", "vega-lite", "vega-embed");
    private static final String OURS = "/org/interweave/lab/report/";

    private PageParts() {}

    static String style() throws IOException {
        return text(OURS + "page.css");
    }

    static String script() throws IOException {
        return text(OURS + "page.js");
    }

    /** Under which terms the scripts that draw may be passed on. */
    static String licence() throws IOException {
        StringBuilder names = new StringBuilder();
        for (String library : LIBRARIES) {
            names.append(names.isEmpty() ? "" : ", ")
                    .append(library)
                    .append(' ')
                    .append(version(library));
        }
        return names + "\n\n" + text(OURS + "vega-licence.txt");
    }

    /** The scripts that draw, one after another, without the names of files that are not there. */
    static String libraries() throws IOException {
        StringBuilder all = new StringBuilder();
        for (String library : LIBRARIES) {
            String script =
                    text("/META-INF/resources/webjars/" + library + "/" + version(library) + "/" + library + ".min.js");
            all.append("<script>")
                    .append(script.replaceAll("//# sourceMappingURL=\\S*", "").replace("</script", "<\\/script"));
            all.append("</script>\n");
        }
        return all.toString();
    }

    private static String version(String library) throws IOException {
        Properties properties = new Properties();
        try (InputStream in = open("/META-INF/maven/org.webjars/" + library + "/pom.properties")) {
            properties.load(in);
        }
        return properties.getProperty("version");
    }

    private static String text(String resource) throws IOException {
        try (InputStream in = open(resource)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static InputStream open(String resource) {
        InputStream in = Report.class.getResourceAsStream(resource);
        if (in == null) {
            throw new IllegalStateException(resource + " is not on the class path. Try: build again");
        }
        return in;
    }
}
