/** Why a request went where it went: as a record, in short, and made again. */
@NullMarked
package dev.modelrouter.decision;

import org.jspecify.annotations.NullMarked;
