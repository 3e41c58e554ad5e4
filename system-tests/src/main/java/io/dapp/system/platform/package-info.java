/** The packaged services beside real infrastructure, ports and folders of their own, and words to drive and disturb them. */
@NullMarked
package io.dapp.system.platform;

import org.jspecify.annotations.NullMarked;
