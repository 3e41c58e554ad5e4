package io.dapp.chain;

import java.util.Locale;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells whether a node is of the configured chain and agrees with what is recorded of it. */
final class NodeVerifier {
    private static final Logger LOG = LoggerFactory.getLogger(NodeVerifier.class);

    /** Why a node may not be used; null: it may. */
    record Verdict(@Nullable String against, boolean contradictsRecord) {
        static final Verdict FINE = new Verdict(null, false);
    }

    private final ChainSettings settings;
    private final ChainRecord chainRecord;
    private final AtomicReference<ChainRecord.@Nullable Known> lastRead = new AtomicReference<>();

    NodeVerifier(ChainSettings settings, ChainRecord chainRecord) {
        this.settings = settings;
        this.chainRecord = chainRecord;
    }

    Verdict verify(Node node) {
        long answered = node.probes().require("eth_chainId", Answers::number);
        if (answered != settings.id()) {
            return new Verdict("it is of chain " + answered + ", not " + settings.id(), false);
        }
        BlockHeader genesis = header(node, 0);
        ChainRecord.Known known = known();
        BlockHash recorded = known == null ? null : known.genesis();
        String configured = settings.genesisHash();
        if (genesis != null) {
            String hash = genesis.hash().toString();
            if (configured != null && !configured.toLowerCase(Locale.ROOT).equals(hash)) {
                return new Verdict("its genesis block " + hash + " is not the configured " + configured, false);
            }
            if (recorded != null && !recorded.toString().equals(hash)) {
                return new Verdict("its genesis block " + hash + " is not the recorded " + recorded, true);
            }
        }
        return againstFinal(node, known == null ? null : known.lastFinal());
    }

    /** A node that does not have that block (yet, or no longer) contradicts nothing. */
    private static Verdict againstFinal(Node node, @Nullable BlockRef lastFinal) {
        BlockHeader held = lastFinal == null ? null : header(node, lastFinal.number());
        if (lastFinal == null || held == null || held.hash().equals(lastFinal.hash())) {
            return Verdict.FINE;
        }
        return new Verdict(
                "its block " + lastFinal.number() + " is " + held.hash() + " where " + lastFinal.hash()
                        + " is recorded as final",
                true);
    }

    private static @Nullable BlockHeader header(Node node, long number) {
        return node.probes().call("eth_getBlockByNumber", Answers::header, "0x" + Long.toHexString(number), false);
    }

    private ChainRecord.@Nullable Known known() {
        try {
            ChainRecord.Known read = chainRecord.read(settings.chainId());
            if (read != null) {
                lastRead.set(read);
            }
        } catch (RuntimeException recordAway) {
            LOG.debug("the record of chain {} cannot be read now", settings.id(), recordAway);
        }
        return lastRead.get();
    }
}
