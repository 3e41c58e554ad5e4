package io.dapp.local.stack;

/** Says that it runs and waits until it is ended. */
final class Sleeper {
    private Sleeper() {}

    public static void main(String[] arguments) throws Exception {
        System.out.print('!');
        System.out.flush();
        int unused = System.in.read();
        System.exit(unused == -1 ? 0 : 1);
    }
}
