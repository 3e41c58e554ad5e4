package io.dapp.local;

public final class LocalStack {
    private LocalStack() {}

    public static void main(String[] args) {}
}
