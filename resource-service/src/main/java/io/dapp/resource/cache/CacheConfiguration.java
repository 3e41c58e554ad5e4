package io.dapp.resource.cache;

import io.dapp.common.event.MalformedEventException;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.data.redis.core.StringRedisTemplate;
import org.springframework.kafka.KafkaException;
import org.springframework.kafka.listener.CommonErrorHandler;
import org.springframework.kafka.listener.DefaultErrorHandler;
import org.springframework.util.backoff.FixedBackOff;
import tools.jackson.databind.json.JsonMapper;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(CacheSettings.class)
class CacheConfiguration {
    @Bean
    RedisGate redisGate(StringRedisTemplate redis, CacheSettings settings, MeterRegistry registry) {
        RedisGate gate = new RedisGate(redis, settings.restAfterFailure(), System::nanoTime);
        Gauge.builder("dapp.cache.redis.away", gate, asked -> asked.closed() ? 1 : 0)
                .description("1 while reads go to the database because Redis failed")
                .register(registry);
        return gate;
    }

    @Bean
    ResourceCache resourceCache(RedisGate redis, JsonMapper json, CacheSettings settings, MeterRegistry registry) {
        return new ResourceCache(redis, json, settings, new CacheReads("detail", registry));
    }

    @Bean
    ListCache listCache(RedisGate redis, CacheSettings settings, MeterRegistry registry) {
        return new ListCache(redis, settings, new CacheReads("list", registry));
    }

    @Bean
    CatchUp catchUp(ResourceCache resources, ListCache lists, RedisGate redis, MeterRegistry registry) {
        return new CatchUp(resources, lists, redis, registry);
    }

    /** Redis away: again until it is back, in order. What is no event is left out. */
    @Bean
    CommonErrorHandler catchUpErrors(CacheSettings settings) {
        DefaultErrorHandler errors = new DefaultErrorHandler(
                new FixedBackOff(settings.restAfterFailure().toMillis(), FixedBackOff.UNLIMITED_ATTEMPTS));
        errors.addNotRetryableExceptions(MalformedEventException.class);
        errors.setLogLevel(KafkaException.Level.DEBUG);
        return errors;
    }
}
