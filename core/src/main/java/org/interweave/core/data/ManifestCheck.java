package org.interweave.core.data;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Finds what is wrong in a manifest that is well-formed JSON: what is missing, and numbers that cannot be or contradict each other. */
final class ManifestCheck {
    private static final Set<String> FILES =
            Set.of(Dataset.ITEMS, Dataset.TIMES, Dataset.OFFSETS, Dataset.ITEM_IDS, Dataset.USER_IDS);

    private ManifestCheck() {}

    /** The first defect in words, empty if there is none. */
    static String firstDefect(Manifest manifest) {
        if (manifest == null || !Manifest.FORMAT.equals(manifest.format())) {
            return "format is " + (manifest == null ? null : manifest.format()) + ", expected " + Manifest.FORMAT;
        }
        String missing = missing(manifest);
        if (!missing.isEmpty()) {
            return missing + " is missing";
        }
        String domains = domains(manifest.domains(), manifest.interactions());
        if (!domains.isEmpty()) {
            return domains;
        }
        if (manifest.users() < 1 || manifest.interactions() < manifest.users()) {
            return manifest.users() + " users with " + manifest.interactions()
                    + " interactions, expected at least one user and one interaction each";
        }
        if (manifest.filters().window() < 1) {
            return "filters.window is " + manifest.filters().window() + ", expected at least 1";
        }
        return files(manifest.files());
    }

    private static String missing(Manifest manifest) {
        if (manifest.domains() == null || manifest.domains().contains(null)) {
            return "domains";
        }
        if (manifest.filters() == null) {
            return "filters";
        }
        if (manifest.filters().minDomains() == null) {
            return "filters.minDomains";
        }
        if (manifest.filters().ties() == null) {
            return "filters.ties";
        }
        if (manifest.order() == null) {
            return "order";
        }
        if (manifest.files() == null) {
            return "files";
        }
        return manifest.steps() == null ? "steps" : "";
    }

    private static String domains(List<Manifest.DomainEntry> domains, int interactions) {
        if (domains.size() < 2) {
            return domains.size() + " domains, expected at least 2";
        }
        Set<String> names = new HashSet<>();
        long items = 0;
        long rows = 0;
        for (Manifest.DomainEntry domain : domains) {
            if (domain.name() == null || domain.name().isBlank() || !names.add(domain.name())) {
                return "domain name '" + domain.name() + "', expected names that are given and differ";
            }
            if (domain.items() < 1 || domain.interactions() < 0) {
                return "domain " + domain.name() + " has " + domain.items() + " items and " + domain.interactions()
                        + " interactions, expected at least one item";
            }
            items += domain.items();
            rows += domain.interactions();
        }
        if (items >= Integer.MAX_VALUE) {
            return "the domains hold " + items + " items, expected less than " + Integer.MAX_VALUE;
        }
        return rows == interactions
                ? ""
                : "the domains' interactions add up to " + rows + ", expected " + interactions
                        + ", the number of interactions";
    }

    private static String files(Map<String, Manifest.FileEntry> files) {
        if (!files.keySet().equals(FILES)) {
            return "files lists " + String.join(", ", new TreeSet<>(files.keySet())) + "; expected "
                    + String.join(", ", new TreeSet<>(FILES));
        }
        for (Map.Entry<String, Manifest.FileEntry> file : files.entrySet()) {
            Manifest.FileEntry entry = file.getValue();
            if (entry == null || entry.sha256() == null || !entry.sha256().matches("[0-9a-f]{64}")) {
                return "SHA-256 of " + file.getKey() + " is " + (entry == null ? null : entry.sha256())
                        + ", expected 64 hexadecimal digits";
            }
        }
        return "";
    }
}
