package io.dapp.testing;

import io.dapp.local.infra.Ports;
import io.dapp.local.infra.RedisServer;
import java.nio.file.Path;
import java.util.List;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.utility.DockerImageName;

/** A Redis that belongs to one test and can be taken away from it. It keeps nothing over a {@link #restart()}. */
public abstract sealed class TestRedis implements AutoCloseable {
    /** A Redis of its own; closed at the end of the JVM at the latest. */
    public static TestRedis start() {
        return TestWorkspace.closeAtExit(
                switch (TestInfrastructure.of(TestInfrastructure.REDIS_IMAGE)) {
                    case EMBEDDED -> new Embedded();
                    case CONTAINERS -> new Container();
                });
    }

    /** The one that all tests of this JVM share; leave its contents alone but for your own keys. */
    public static TestRedis shared() {
        return Shared.REDIS;
    }

    public abstract String host();

    public abstract int port();

    public final String url() {
        return "redis://" + host() + ":" + port();
    }

    /** Ends it; connections are refused afterwards. */
    public abstract void stop();

    /** Starts an empty one on the same port. */
    public abstract void restart();

    /** Keeps connections open but answers nothing. */
    public abstract void pause();

    public abstract void resume();

    @Override
    public void close() {
        stop();
    }

    private static final class Shared {
        private static final TestRedis REDIS = start();
    }

    private static final class Embedded extends TestRedis {
        private final Path folder = TestWorkspace.newFolder("redis");
        private final int port = Ports.free();
        private RedisServer server = RedisServer.start(folder, port, false);

        @Override
        public String host() {
            return "127.0.0.1";
        }

        @Override
        public int port() {
            return port;
        }

        @Override
        public void stop() {
            server.kill();
        }

        @Override
        public void restart() {
            server.kill();
            server = RedisServer.start(folder, port, false);
        }

        @Override
        public void pause() {
            server.pause();
        }

        @Override
        public void resume() {
            server.resume();
        }
    }

    private static final class Container extends TestRedis {
        private final int port = Ports.free();
        private GenericContainer<?> container = run();

        private GenericContainer<?> run() {
            GenericContainer<?> redis = new GenericContainer<>(DockerImageName.parse(TestInfrastructure.REDIS_IMAGE));
            redis.setPortBindings(List.of(port + ":6379"));
            redis.addExposedPort(6379);
            redis.start();
            return redis;
        }

        @Override
        public String host() {
            return container.getHost();
        }

        @Override
        public int port() {
            return port;
        }

        @Override
        public void stop() {
            container.stop();
        }

        @Override
        public void restart() {
            container.stop();
            container = run();
        }

        @Override
        public void pause() {
            container
                    .getDockerClient()
                    .pauseContainerCmd(container.getContainerId())
                    .exec();
        }

        @Override
        public void resume() {
            container
                    .getDockerClient()
                    .unpauseContainerCmd(container.getContainerId())
                    .exec();
        }
    }
}
