package org.interweave.lab.report.form;

/** Pieces of HTML. */
final class Html {
    private Html() {}

    /** Text as it may stand between tags and in quoted attributes. */
    static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }

    /** JSON as it may stand in a script. */
    static String inScript(String json) {
        return json.replace("<", "\\u003c");
    }
}
