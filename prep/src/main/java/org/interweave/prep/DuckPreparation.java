package org.interweave.prep;

import java.io.IOException;
import org.interweave.core.prep.Preparation;

/** Prepares a dataset on DuckDB inside this process. */
public final class DuckPreparation {
    private DuckPreparation() {}

    /** As {@link Preparation#run}; the spill folder is gone afterwards, whatever happens. */
    public static Preparation.Prepared run(
            Preparation.Request request, DuckSettings settings, Preparation.Listener listener) throws IOException {
        request.check();
        try (SpillFolder spill = settings.temp().isPresent()
                        ? SpillFolder.in(settings.temp().get())
                        : SpillFolder.beside(request.out());
                DuckRunner sql = new DuckRunner(spill.path(), settings)) {
            return Preparation.run(request, sql, listener);
        }
    }
}
