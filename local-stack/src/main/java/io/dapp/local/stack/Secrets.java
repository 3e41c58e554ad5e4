package io.dapp.local.stack;

import io.dapp.local.infra.DatabaseCredentials;
import io.dapp.local.infra.InfrastructureException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.function.Supplier;

/** Keys and passwords of this platform, made once and kept in files that only their owner can read. */
final class Secrets {
    private static final SecureRandom RANDOM = new SecureRandom();

    private final Path folder;

    Secrets(Path folder) {
        this.folder = folder;
    }

    /** RSA key that signs tokens, PEM (PKCS#8). */
    String tokenSigningKey() {
        return secret("token-signing-key.pem", Secrets::newRsaKey);
    }

    String refreshKey() {
        return secret("refresh-key", Secrets::newKey);
    }

    /** Encrypt the wallets' keys. */
    LocalMasterKeys masterKeys() {
        Path changed = folder.resolve("master-keys");
        try {
            return Files.exists(changed)
                    ? LocalMasterKeys.parse(Files.readString(changed))
                    : LocalMasterKeys.first(secret("master-key", Secrets::newKey));
        } catch (IOException e) {
            throw unkept(e);
        }
    }

    /** Keeps these from now on; what only was one of them is kept beside, for backups. */
    synchronized void masterKeys(LocalMasterKeys keys) {
        LocalMasterKeys before = masterKeys();
        try {
            Path retired = folder.resolve("retired-master-keys");
            String known = Files.exists(retired) ? Files.readString(retired) : "";
            // Before they are gone from the other file, so that a killed process loses none.
            write("retired-master-keys", known + before.without(keys));
            write("master-keys", keys.text());
        } catch (IOException e) {
            throw unkept(e);
        }
    }

    String superuserPassword() {
        return secret("postgres-password", Secrets::newPassword);
    }

    DatabaseCredentials owner(String schema) {
        return new DatabaseCredentials(schema + "_owner", secret(schema + "-owner-password", Secrets::newPassword));
    }

    DatabaseCredentials runtime(String schema) {
        return new DatabaseCredentials(schema + "_runtime", secret(schema + "-runtime-password", Secrets::newPassword));
    }

    private synchronized String secret(String name, Supplier<String> maker) {
        Path file = folder.resolve(name);
        try {
            if (!Files.exists(file)) {
                write(name, maker.get());
            }
            return Files.readString(file);
        } catch (IOException e) {
            throw unkept(e);
        }
    }

    private void write(String name, String content) throws IOException {
        Files.createDirectories(
                folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Path partial = folder.resolve(name + ".partial");
        Files.deleteIfExists(partial);
        Files.createFile(partial, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(partial, content);
        Files.move(partial, folder.resolve(name), StandardCopyOption.ATOMIC_MOVE);
    }

    private InfrastructureException unkept(IOException e) {
        return new InfrastructureException("cannot keep secrets in " + folder + ": " + e.getMessage(), e);
    }

    static String newKey() {
        return Base64.getEncoder().encodeToString(random(32));
    }

    private static String newPassword() {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(random(24));
    }

    private static String newRsaKey() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2048, RANDOM);
            byte[] key = generator.generateKeyPair().getPrivate().getEncoded();
            return "-----BEGIN PRIVATE KEY-----\n"
                    + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(key)
                    + "\n-----END PRIVATE KEY-----\n";
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] random(int length) {
        byte[] bytes = new byte[length];
        RANDOM.nextBytes(bytes);
        return bytes;
    }
}
