package org.interweave.learn.torch;

import java.io.File;
import java.io.IOException;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.openblas.global.openblas;
import org.bytedeco.pytorch.global.torch;

/** Loads libtorch so that no other libtorch on the machine can be picked up: unpack everything first, then load by full path. */
final class Natives {
    private static boolean loaded;

    private Natives() {}

    static synchronized void load() {
        if (loaded) {
            return;
        }
        try {
            String platform = Loader.getPlatform();
            File directory = unpack(platform);
            if (directory.getName().equals("linux-x86_64")) {
                Loader.load(openblas.class); // libtorch_cpu links against it
                for (String library : new String[] {"libgomp.so.1", "libc10.so", "libtorch_cpu.so"}) {
                    System.load(new File(directory, library).getAbsolutePath());
                }
            }
            Loader.load(torch.class);
            loaded = true;
        } catch (IOException e) {
            throw new IllegalStateException(
                    "cannot unpack the libtorch natives into the JavaCPP cache: " + e.getMessage()
                            + ". Try: free some disk space (about 450 MB), or move the cache with -Dorg.bytedeco.javacpp.cachedir=DIR",
                    e);
        }
    }

    private static File unpack(String platform) throws IOException {
        for (String extension : new String[] {"-gpu", ""}) { // a GPU build on the class path wins
            File[] directories = Loader.cacheResources("/org/bytedeco/pytorch/" + platform + extension + "/");
            if (directories.length > 0) {
                return directories[0];
            }
        }
        throw new IllegalStateException("no libtorch natives for " + platform
                + " on the class path. Supported: linux-x86_64, macosx-arm64, macosx-x86_64, windows-x86_64");
    }
}
