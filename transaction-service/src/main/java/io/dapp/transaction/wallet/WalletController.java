package io.dapp.transaction.wallet;

import io.dapp.chain.Address;
import io.dapp.chain.Chain;
import io.dapp.chain.ChainId;
import io.dapp.common.problem.ProblemException;
import io.dapp.common.security.AuthenticatedUser;
import io.dapp.transaction.core.PaymentError;
import io.dapp.transaction.core.UserTurns;
import io.dapp.transaction.core.line.HoldingsReader;
import io.dapp.transaction.core.record.AccountKey;
import io.dapp.transaction.core.wallet.Wallet;
import io.dapp.transaction.core.wallet.WalletStore;
import io.dapp.transaction.http.ChainChoice;
import io.dapp.transaction.http.LastAnswers;
import io.dapp.transaction.http.Page;
import io.dapp.transaction.http.Scope;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

@RestController
class WalletController {
    private final WalletStore wallets;
    private final HoldingsReader holdings;
    private final ChainChoice chains;
    private final UserTurns contractTurns;
    private final LastAnswers lastAnswers;

    WalletController(
            WalletStore wallets,
            HoldingsReader holdings,
            ChainChoice chains,
            UserTurns contractTurns,
            LastAnswers lastAnswers) {
        this.wallets = wallets;
        this.holdings = holdings;
        this.chains = chains;
        this.contractTurns = contractTurns;
        this.lastAnswers = lastAnswers;
    }

    @Operation(summary = "List one's wallets, oldest first")
    @GetMapping("/api/wallets")
    Page<WalletView> list(
            @Parameter(hidden = true) @AuthenticationPrincipal AuthenticatedUser user,
            @RequestParam(required = false) @Nullable String cursor,
            @RequestParam(defaultValue = "20") @Min(1) @Max(100) int limit) {
        Scope.READ.require(user);
        Address after = Page.after(cursor, Address::parse);
        return Page.of(wallets.list(user.userId(), after, limit + 1), limit, Wallet::address, WalletView::of);
    }

    @Operation(summary = "Read a wallet")
    @GetMapping("/api/wallets/{address}")
    WalletView get(
            @Parameter(hidden = true) @AuthenticationPrincipal AuthenticatedUser user,
            @Parameter(schema = @Schema(type = "string")) @PathVariable Address address) {
        Scope.READ.require(user);
        return WalletView.of(find(user.userId(), address));
    }

    @Operation(
            summary = "Read what a wallet holds",
            description = "reserved is what payments not yet mined may cost at most; available is what is left. "
                    + "While no node of the chain can be asked: what was known last, marked by X-Cache: stale")
    @GetMapping("/api/wallets/{address}/balance")
    ResponseEntity<BalanceView> balance(
            @Parameter(hidden = true) @AuthenticationPrincipal AuthenticatedUser user,
            @Parameter(schema = @Schema(type = "string")) @PathVariable Address address,
            @RequestParam(name = "chain_id", required = false) @Min(1) @Nullable Long chainId,
            @Parameter(
                            schema = @Schema(type = "string"),
                            description = "An ERC-20 contract; absent: the chain's own coin")
                    @RequestParam(required = false)
                    @Nullable
                    Address token) {
        Scope.READ.require(user);
        Wallet wallet = find(user.userId(), address);
        Chain chain = chains.choose(chainId == null ? null : new ChainId(chainId));
        AccountKey account = new AccountKey(chain.id(), wallet.address());
        return lastAnswers.orLast(
                BalanceView.class,
                () -> BalanceView.of(
                        wallet.address(),
                        chain.id(),
                        token,
                        token == null
                                ? holdings.read(account)
                                : contractTurns.of(user.userId(), () -> holdings.read(account, token))),
                account,
                Optional.ofNullable(token));
    }

    private Wallet find(UUID owner, Address address) {
        return wallets.find(owner, address)
                .orElseThrow(() ->
                        new ProblemException(PaymentError.WALLET_NOT_FOUND, "None of your wallets has this address."));
    }
}
