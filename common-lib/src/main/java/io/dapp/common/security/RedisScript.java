package io.dapp.common.security;

import io.lettuce.core.RedisNoScriptException;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.lettuce.core.codec.Base16;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** A Lua script, sent as a whole only to a Redis that does not know it. */
record RedisScript(String text, String digest, ScriptOutputType output) {

    static RedisScript of(String text, ScriptOutputType output) {
        return new RedisScript(text, Base16.digest(text.getBytes(StandardCharsets.UTF_8)), output);
    }

    <T> CompletableFuture<T> run(RedisAsyncCommands<String, String> redis, String[] keys, String... args) {
        CompletableFuture<T> known =
                redis.<T>evalsha(digest, output, keys, args).toCompletableFuture();
        return known.exceptionallyCompose(failure -> {
            Throwable cause = failure instanceof CompletionException wrapped && wrapped.getCause() != null
                    ? wrapped.getCause()
                    : failure;
            return cause instanceof RedisNoScriptException
                    ? redis.<T>eval(text, output, keys, args).toCompletableFuture()
                    : CompletableFuture.failedFuture(cause);
        });
    }
}
