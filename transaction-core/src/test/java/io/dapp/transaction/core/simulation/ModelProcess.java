package io.dapp.transaction.core.simulation;

import io.dapp.transaction.core.follow.SimulatedPosition;
import io.dapp.transaction.core.sending.SendLease;
import io.dapp.transaction.core.sending.SimulatedSender;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What a process has in memory, and loses when it ends. */
final class ModelProcess {
    final UUID id;
    final SimulatedSender sender;

    @Nullable
    SendLease unfinished;

    @Nullable
    Long followerEpoch;

    @Nullable
    SimulatedPosition position;

    ModelProcess(UUID id, SimulatedSender sender) {
        this.id = id;
        this.sender = sender;
    }
}
