package org.interweave.core.prep;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.interweave.core.data.DataException;
import org.interweave.core.io.Digests;

/** What must hold of the files before they are read. */
final class InputFiles {
    private record Named(String domain, Path file) {}

    private InputFiles() {}

    static void check(List<DomainFiles> domains) throws IOException {
        if (domains.size() < 2)
            throw new IllegalArgumentException("a cross-domain dataset needs 2 domains or more, found " + domains.size()
                    + ". Try: --domain NAME=FILE once for each");
        Set<String> names = new HashSet<>();
        for (DomainFiles domain : domains)
            if (!names.add(domain.name()))
                throw new IllegalArgumentException("domain " + domain.name() + " is given twice. Try: --domain "
                        + domain.name() + "=FILE,FILE2 for several files of one domain");
        List<Named> files = new ArrayList<>();
        for (DomainFiles domain : domains) for (Path file : domain.files()) files.add(new Named(domain.name(), file));
        for (Named f : files) if (!Files.exists(f.file)) throw new DataException(f.file + ": no such file");
        for (int i = 0; i < files.size(); i++) for (int j = 0; j < i; j++) requireDifferent(files.get(j), files.get(i));
    }

    private static void requireDifferent(Named a, Named b) throws IOException {
        boolean same = Files.isSameFile(a.file, b.file);
        boolean regular = Files.isRegularFile(a.file) && Files.isRegularFile(b.file) && Files.size(a.file) > 0;
        boolean equal = !same
                && regular
                && Files.size(a.file) == Files.size(b.file)
                && Digests.sha256(a.file).equals(Digests.sha256(b.file));
        if (!same && !equal) return;
        String where = a.domain.equals(b.domain)
                ? "twice for domain " + a.domain
                : "for domains " + a.domain + " and " + b.domain;
        throw new IllegalArgumentException(
                same
                        ? b.file + " is given " + where + ". Try: a file of its own for each"
                        : a.file + " and " + b.file + ", given " + where
                                + ", have the same content. Try: a file of its own for each");
    }
}
