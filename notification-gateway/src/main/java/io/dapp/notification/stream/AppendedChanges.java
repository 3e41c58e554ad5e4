package io.dapp.notification.stream;

import java.util.List;

/**
 * What became of a batch.
 *
 * @param stored what was new, in the order of the batch
 * @param publications the same as it stands in the streams now
 * @param duplicates dropped because that version or a newer one was known
 * @param foreign dropped because the record belongs to somebody else than the change says
 */
public record AppendedChanges(
        List<Change> stored, List<Publication> publications, int duplicates, List<Change> foreign) {}
