namespace Compliance.Gateway.Login;

/// <summary>How far a login is: see the diagram of <see cref="Handshake"/>.</summary>
internal enum LoginStage
{
    First,
    Versions,
    Token,
    Refused,
    Done,
}
