package io.dapp.transaction.chain;

import io.dapp.chain.ChainId;
import io.dapp.chain.Chains;
import io.dapp.chain.UnknownChainException;
import io.dapp.common.problem.CommonError;
import io.dapp.common.problem.ProblemException;
import io.dapp.transaction.core.PaymentError;
import io.dapp.transaction.core.record.FollowedHead;
import io.dapp.transaction.core.record.FollowerCursors;
import io.swagger.v3.oas.annotations.Operation;
import jakarta.validation.constraints.Min;
import java.util.List;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

@RestController
class ChainController {
    private final Chains chains;
    private final FollowerCursors cursors;

    ChainController(Chains chains, FollowerCursors cursors) {
        this.chains = chains;
        this.cursors = cursors;
    }

    @Operation(summary = "List the chains, the default one first")
    @GetMapping("/api/blockchain/chains")
    ChainList list() {
        return new ChainList(chains.all().stream().map(ChainView::of).toList());
    }

    @Operation(summary = "Read a chain's head")
    @GetMapping("/api/blockchain/{chainId}/head")
    HeadView head(@PathVariable @Min(1) long chainId) {
        ChainId id = known(chainId);
        return cursors.head(id)
                .map(head -> view(id, head))
                .orElseThrow(
                        () -> new ProblemException(PaymentError.CHAIN_UNAVAILABLE, "This chain is not followed yet."));
    }

    private ChainId known(long chainId) {
        try {
            return chains.require(new ChainId(chainId)).id();
        } catch (UnknownChainException e) {
            throw new ProblemException(CommonError.NOT_FOUND, "There is no such chain here.");
        }
    }

    private static HeadView view(ChainId id, FollowedHead head) {
        return new HeadView(id, head.block().number(), head.block().hash(), head.parentHash(), head.timestamp());
    }

    /** All of them: there are few. */
    record ChainList(List<ChainView> items) {}
}
