package io.dapp.resource.cache;

import io.dapp.common.event.MalformedEventException;
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
    RedisGate redisGate(StringRedisTemplate redis, CacheSettings settings) {
        return new RedisGate(redis, settings.restAfterFailure(), System::nanoTime);
    }

    @Bean
    ResourceCache resourceCache(RedisGate redis, JsonMapper json, CacheSettings settings) {
        return new ResourceCache(redis, json, settings);
    }

    @Bean
    ListCache listCache(RedisGate redis, CacheSettings settings) {
        return new ListCache(redis, settings);
    }

    @Bean
    CatchUp catchUp(ResourceCache resources, ListCache lists, RedisGate redis) {
        return new CatchUp(resources, lists, redis);
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
