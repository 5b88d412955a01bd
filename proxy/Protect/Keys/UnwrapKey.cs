using Compliance.Rules.Compiled;

namespace Compliance.Protect.Keys;

/// <summary>Has a key management service open a key that it has wrapped. May wait for it: start, reload and command line only.</summary>
/// <param name="source">The wrapped key.</param>
/// <param name="why">What to say where there is none, or where it is not fresh; else empty. Goes on from "the key that … has wrapped".</param>
/// <returns>The key, which is the caller's to clear; null: it can't be had.</returns>
public delegate byte[]? UnwrapKey(KeySource source, out string why);
