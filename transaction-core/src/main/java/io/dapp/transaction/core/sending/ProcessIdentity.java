package io.dapp.transaction.core.sending;

import java.util.UUID;

/** Who holds a lease: this run of this process. */
public record ProcessIdentity(UUID id) {}
