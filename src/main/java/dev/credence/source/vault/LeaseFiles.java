package dev.credence.source.vault;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A file of leases for each gateway that runs: the one that is named, and others beside it for those that start while it
 * is in use. A lock, which the kernel lets go of when a process ends, tells what a crash left from what is in use. Blocks;
 * not to be used by two threads at once.
 */
final class LeaseFiles {
    /** Two run while one takes over from the other; some more if that goes wrong again and again. */
    private static final int MOST = 8;

    private final List<LeaseFile> places;
    private @Nullable LeaseFile own;
    /** Whose gateways are gone, and whose leases have not been written to our own file yet. */
    private final List<LeaseFile> abandoned = new ArrayList<>();

    private boolean shared;

    LeaseFiles(Path file) {
        this.places = IntStream.rangeClosed(1, MOST)
                .mapToObj(number -> number == 1 ? file : file.resolveSibling(file.getFileName() + "." + number))
                .map(LeaseFile::new)
                .toList();
    }

    /** What former runs left; nothing, and no trace of us, if they left none. */
    List<LeaseRecord> readIfThere() throws IOException {
        shared = false;
        List<LeaseRecord> found = new ArrayList<>();
        for (LeaseFile place : places) {
            if (place.equals(own) || abandoned.contains(place) || !place.exists()) {
                continue;
            }
            try {
                found.addAll(place.readIfThere());
            } catch (LeaseFile.InUseException other) {
                shared = true;
                continue;
            }
            if (own == null) {
                own = place;
            } else {
                abandoned.add(place);
            }
        }
        return found;
    }

    /** Whether another gateway had leases when they were read last. */
    boolean shared() {
        return shared;
    }

    /**
     * Replaces what is remembered of ours; without any lease there is no file.
     *
     * @return what was there before, if this is the first look; it stays there too
     */
    List<LeaseRecord> write(List<LeaseRecord> leases) throws IOException {
        LeaseFile mine = own;
        List<LeaseRecord> found = mine == null ? writeWherePossible(leases) : mine.write(leases);
        for (LeaseFile former : abandoned) {
            former.write(List.of());
            former.close();
        }
        abandoned.clear();
        return found;
    }

    /** Lets another gateway have what is left. */
    void close() throws IOException {
        for (LeaseFile place : places) {
            place.close();
        }
    }

    private List<LeaseRecord> writeWherePossible(List<LeaseRecord> leases) throws IOException {
        if (leases.isEmpty()) {
            return List.of();
        }
        for (LeaseFile place : places) {
            try {
                List<LeaseRecord> found = place.write(leases);
                own = place;
                return found;
            } catch (LeaseFile.InUseException other) {
                shared = true;
            }
        }
        throw new IOException(MOST + " gateways use it; give others their own leases.file");
    }
}
