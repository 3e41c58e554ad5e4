package io.dapp.auth.token;

import io.dapp.common.security.Jwks;
import io.swagger.v3.oas.annotations.security.SecurityRequirements;
import java.time.Duration;
import java.util.Map;
import org.springframework.http.CacheControl;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** The keys that our tokens are verified with: current, next and previous ones. */
@RestController
final class JwksController {
    private final Map<String, Object> keySet;

    JwksController(SigningKeys keys) {
        this.keySet = Jwks.of(keys.published());
    }

    @GetMapping("/.well-known/jwks.json")
    @SecurityRequirements
    ResponseEntity<Map<String, Object>> keys() {
        return ResponseEntity.ok()
                .cacheControl(CacheControl.maxAge(Duration.ofMinutes(1)).cachePublic())
                .body(keySet);
    }
}
