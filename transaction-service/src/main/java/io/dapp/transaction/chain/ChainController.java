package io.dapp.transaction.chain;

import io.dapp.chain.Address;
import io.dapp.chain.BlockRef;
import io.dapp.chain.Chain;
import io.dapp.chain.ChainId;
import io.dapp.chain.Chains;
import io.dapp.chain.Node;
import io.dapp.chain.UnknownChainException;
import io.dapp.common.problem.CommonError;
import io.dapp.common.problem.ProblemException;
import io.dapp.common.security.AuthenticatedUser;
import io.dapp.transaction.core.PaymentError;
import io.dapp.transaction.core.record.FollowedHead;
import io.dapp.transaction.core.record.FollowerCursors;
import io.dapp.transaction.http.ChainChoice;
import io.dapp.transaction.http.LastAnswers;
import io.dapp.transaction.http.Scope;
import io.dapp.transaction.http.Trials;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import jakarta.validation.constraints.Min;
import java.util.List;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

@RestController
class ChainController {
    private static final String STALE =
            "While no node of the chain can be asked: what was known last, marked by X-Cache: stale";

    private final Chains chains;
    private final FollowerCursors cursors;
    private final ContractCalls calls;
    private final Trials trials;
    private final LastAnswers lastAnswers;

    ChainController(
            Chains chains, FollowerCursors cursors, ContractCalls calls, Trials trials, LastAnswers lastAnswers) {
        this.chains = chains;
        this.cursors = cursors;
        this.calls = calls;
        this.trials = trials;
        this.lastAnswers = lastAnswers;
    }

    @Operation(summary = "List the chains, the default one first")
    @GetMapping("/api/blockchain/chains")
    ChainList list(@Parameter(hidden = true) @AuthenticationPrincipal AuthenticatedUser user) {
        Scope.READ.require(user);
        return new ChainList(chains.all().stream().map(ChainView::of).toList());
    }

    @Operation(summary = "Read a chain's head", description = STALE)
    @GetMapping({"/api/blockchain/chains/{chainId}/head", "/api/blockchain/{chainId}/head"})
    ResponseEntity<HeadView> head(
            @Parameter(hidden = true) @AuthenticationPrincipal AuthenticatedUser user,
            @PathVariable @Min(1) long chainId) {
        Scope.READ.require(user);
        Chain chain = known(chainId);
        return cursors.head(chain.id())
                .map(head -> LastAnswers.marked(
                        view(chain.id(), head), chain.usableNodes().isEmpty()))
                .orElseThrow(
                        () -> new ProblemException(PaymentError.CHAIN_UNAVAILABLE, "This chain is not followed yet."));
    }

    @Operation(summary = "Read what to offer for gas in the next block", description = STALE)
    @GetMapping({"/api/blockchain/chains/{chainId}/fees", "/api/blockchain/{chainId}/fees"})
    ResponseEntity<FeesView> fees(
            @Parameter(hidden = true) @AuthenticationPrincipal AuthenticatedUser user,
            @PathVariable @Min(1) long chainId) {
        Scope.READ.require(user);
        Chain chain = known(chainId);
        return lastAnswers.orLast(
                FeesView.class, () -> FeesView.of(chain.id(), chain.node().fees()), chain.id());
    }

    @Operation(summary = "Read what an account holds", description = STALE)
    @GetMapping({"/api/blockchain/chains/{chainId}/balance/{address}", "/api/blockchain/{chainId}/balance/{address}"})
    ResponseEntity<AccountBalanceView> balance(
            @Parameter(hidden = true) @AuthenticationPrincipal AuthenticatedUser user,
            @PathVariable @Min(1) long chainId,
            @Parameter(schema = @Schema(type = "string")) @PathVariable Address address) {
        Scope.READ.require(user);
        Chain chain = known(chainId);
        return trials.of(
                user.userId(),
                () -> lastAnswers.orLast(AccountBalanceView.class, () -> balance(chain, address), chain.id(), address));
    }

    private static AccountBalanceView balance(Chain chain, Address address) {
        Node node = chain.node();
        BlockRef head = node.head().ref();
        return new AccountBalanceView(
                chain.id(), address, node.balance(address, head).toString(), head.number());
    }

    @Operation(summary = "Call a contract without sending anything")
    @ApiResponse(responseCode = "422", description = "would_revert, insufficient_funds", content = @Content)
    @PostMapping({"/api/blockchain/chains/{chainId}/call", "/api/blockchain/{chainId}/call"})
    ContractCallView call(
            @Parameter(hidden = true) @AuthenticationPrincipal AuthenticatedUser user,
            @PathVariable @Min(1) long chainId,
            @RequestBody ContractCallRequest request) {
        Scope.READ.require(user);
        Chain chain = known(chainId);
        return trials.of(user.userId(), () -> ChainChoice.asking(() -> calls.call(chain, request)));
    }

    private Chain known(long chainId) {
        try {
            return chains.require(new ChainId(chainId));
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
