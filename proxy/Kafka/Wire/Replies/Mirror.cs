namespace Compliance.Kafka.Wire.Replies;

/// <summary>
/// An array of a response that answers an array of its request, element by element. Paths are relative to the mirror
/// above; a request path of two names runs through both arrays.
/// </summary>
internal sealed record Mirror(string Request, string Response, params Mirror[] Below);
