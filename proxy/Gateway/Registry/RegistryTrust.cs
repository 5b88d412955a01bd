using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Compliance.Gateway.Settings;
using Compliance.Gateway.Tls;

namespace Compliance.Gateway.Registry;

/// <summary>
/// Who is taken for the registry, and in words why somebody is not. With certificates of one's own exactly they count, and none of the machine's;
/// its name is checked in any case, and nothing turns that off. Stateless.
/// </summary>
internal static class RegistryTrust
{
    private const X509ChainStatusFlags OfTime = X509ChainStatusFlags.NotTimeValid;

    public static SslClientAuthenticationOptions Options(RegistryPlan plan)
    {
        var options = OwnRoots.Trusting(plan.CaPem);

        // The runtime tells no more than that it was refused.
        options.RemoteCertificateValidationCallback = (_, _, chain, errors) => errors == SslPolicyErrors.None ? true : throw new RegistryException(Why(plan, chain, errors));
        return options;
    }

    /// <summary>Why there was no answer.</summary>
    public static string Why(RegistryPlan plan, HttpRequestException fault) => (fault.InnerException, fault.HttpRequestError) switch
    {
        (RegistryException told, _) => told.Message,
        (_, HttpRequestError.SecureConnectionError) => $"there is no TLS with {plan.Url.Authority}: what is there speaks another protocol, or wants a client certificate, which the proxy has none of; should its URL begin with http:?",
        (_, HttpRequestError.NameResolutionError) => $"nobody knows the name {plan.Url.Host}; correct it in 'url', or have it resolved",
        (_, HttpRequestError.ConnectionError) => $"{plan.Url.Authority} does not take connections; see that it runs, and that it can be reached from here",
        _ when plan.Url.Scheme == Uri.UriSchemeHttp => $"it does not speak HTTP as expected ({fault.HttpRequestError}); should its URL begin with https:?",
        _ => $"it can't be reached or does not speak as expected ({fault.HttpRequestError})",
    };

    private static string Why(RegistryPlan plan, X509Chain? chain, SslPolicyErrors errors)
    {
        var status = chain is null ? X509ChainStatusFlags.NoError : chain.ChainStatus.Aggregate(X509ChainStatusFlags.NoError, (all, one) => all | one.Status);
        if ((errors & SslPolicyErrors.RemoteCertificateChainErrors) != 0 && (status & ~OfTime) != 0)
        {
            return plan.CaPem is null
                ? $"no authority that this machine trusts vouches for its certificate ({status}); name the one that does by 'ca' in the settings, beside 'url' (policy check --registry takes the settings file in place of a URL), or by --registry-ca FILE of policy check"
                : $"none of the certificates in {plan.CaName} vouches for its certificate ({status}); {plan.CaName} is a PEM file with the authority that has signed it, not the one of brokers or clients unless it is the same";
        }

        if ((status & OfTime) != 0)
            return $"its certificate, or one that vouches for it, has expired or is not valid yet ({status}); renew it there, and look at this machine's clock";
        return (errors & SslPolicyErrors.RemoteCertificateNameMismatch) != 0
            ? $"its certificate does not name '{plan.Url.Host}'; write a name that it has into 'url', or give it one that names this host"
            : $"it shows no certificate that can be used ({errors})";
    }
}
