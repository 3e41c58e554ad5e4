package io.dapp.resource.reading;

import io.dapp.resource.record.Resource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A page of a list. {@code nextCursor} is null on the last one. */
record ResourcePage(List<Resource> items, @Nullable String nextCursor) {}
