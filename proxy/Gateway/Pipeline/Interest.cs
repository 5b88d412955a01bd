namespace Compliance.Gateway.Pipeline;

/// <summary>Which halves of an exchange the steps of a route look into. A frame without interest travels as received, unwalked.</summary>
[Flags]
internal enum Interest : byte
{
    None = 0,
    Request = 1,
    Response = 2,
}
