/** What every service's OpenAPI document says alike: names, the bearer token, problems. */
@NullMarked
package io.dapp.common.openapi;

import org.jspecify.annotations.NullMarked;
