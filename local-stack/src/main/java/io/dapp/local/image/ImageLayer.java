package io.dapp.local.image;

import java.util.List;

/**
 * One layer of an image.
 *
 * @param digest of its compressed bytes
 * @param privileged paths of files that run with their owner's rights (setuid, setgid)
 * @param open paths, other than folders anybody may write to but not delete from, that everybody may write to
 */
record ImageLayer(
        String digest, long compressedBytes, List<String> files, List<String> privileged, List<String> open) {}
