package org.interweave.cli;

/** Which code this is, as the launcher found out. */
final class Commit {
    private Commit() {}

    /** The commit checked out, with a plus where files were changed since; "unknown" outside of a checkout. */
    static String ofThisCode() {
        String commit = System.getenv("INTERWEAVE_COMMIT");
        return commit == null || commit.isBlank() ? "unknown" : commit;
    }
}
