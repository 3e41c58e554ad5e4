package io.dapp.system.delivery;

import java.lang.reflect.Method;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;

/** The scripts are run where the few programs are that they take for granted; elsewhere it is said that they were not. */
final class NeedsPrograms implements InvocationInterceptor {
    private static final List<String> MISSING = Stream.of("bash", "jq", "openssl", "git")
            .filter(program -> Repository.program(program).isEmpty())
            .toList();

    @Override
    public void interceptTestMethod(
            Invocation<@Nullable Void> invocation, ReflectiveInvocationContext<Method> called, ExtensionContext context)
            throws Throwable {
        proceed(invocation, context);
    }

    @Override
    public void interceptTestTemplateMethod(
            Invocation<@Nullable Void> invocation, ReflectiveInvocationContext<Method> called, ExtensionContext context)
            throws Throwable {
        proceed(invocation, context);
    }

    private static void proceed(Invocation<@Nullable Void> invocation, ExtensionContext context) throws Throwable {
        if (MISSING.isEmpty()) {
            invocation.proceed();
            return;
        }
        System.out.println(String.join(", ", MISSING) + " is not on the PATH: not run: "
                + context.getRequiredTestClass().getSimpleName() + " " + context.getDisplayName());
        invocation.skip();
    }
}
