namespace Compliance.Search.Refused;

/// <summary>A document that the index refused, and where it was to go.</summary>
/// <param name="Id">Of the event.</param>
/// <param name="Index">That refused it.</param>
/// <param name="Error">Type of the error; replaced when it is refused anew.</param>
/// <param name="Action">First line of the bulk request, as it was.</param>
/// <param name="Document">Its second line.</param>
internal sealed record DeadLetter(Guid Id, string Index, string Error, byte[] Action, byte[] Document);
