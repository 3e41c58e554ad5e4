/** What services tell each other: topics, events as they are written and as they are read. */
@NullMarked
package io.dapp.common.event;

import org.jspecify.annotations.NullMarked;
