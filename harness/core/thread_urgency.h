#pragma once

namespace orbench::core {

/// How soon the kernel runs a thread that shares its core with others. Each speaks of the calling
/// thread, needs no privilege, and does nothing where the system knows no such thing.

/// For a thread that keeps time: its waits end when they should, where the kernel may end them 50
/// µs late otherwise; and since it asks for short turns, it is let in front of threads that run
/// long ones as soon as it wakes up. A policy that somebody chose for the process (`chrt`) stays.
/// Source: PR_SET_TIMERSLACK; the slices of Linux 6.12's scheduler.
void keep_time_on_this_thread();

/// For a thread that others must not wait for: it takes nobody's turn when it wakes up, has a small
/// share of a busy core, and gives that back often.
void let_this_thread_wait();

}  // namespace orbench::core
