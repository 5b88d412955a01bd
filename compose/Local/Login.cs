namespace Compliance.Local;

/// <summary>Name and password of one of the actors; made anew at each start and printed, for this demonstration alone.</summary>
internal sealed record Login(string User, string Password);
