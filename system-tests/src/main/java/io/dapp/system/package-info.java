/** The platform from outside: its packaged services, driven and disturbed as users and failures do. */
@NullMarked
package io.dapp.system;

import org.jspecify.annotations.NullMarked;
