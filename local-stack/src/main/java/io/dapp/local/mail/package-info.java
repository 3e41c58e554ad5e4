/** The mail catcher: what the platform sends to anybody arrives here and goes no further. */
@org.jspecify.annotations.NullMarked
package io.dapp.local.mail;
