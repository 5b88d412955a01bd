namespace Compliance.Store;

/// <summary>What keeps an object from being removed.</summary>
/// <param name="Until">Nobody may remove it before; null: no date keeps it.</param>
/// <param name="IsHeld">It is under a legal hold of the store's own.</param>
public sealed record ObjectLock(DateTimeOffset? Until, bool IsHeld);
