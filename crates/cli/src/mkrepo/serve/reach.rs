//! The address under which a server can be reached.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, TcpStream, UdpSocket};
use std::time::Duration;

/// How long to wait for a connection to this very machine.
const PATIENCE: Duration = Duration::from_millis(500);

/// The address under which a server that listens on `bound` can be reached: `bound` itself or, where
/// that is every address of the machine, the one by which it reaches others, else the loopback's.
pub(super) fn reachable(bound: SocketAddr) -> SocketAddr {
    if !bound.ip().is_unspecified() {
        return bound;
    }
    let (v4, v6) = (Ipv4Addr::LOCALHOST.into(), Ipv6Addr::LOCALHOST.into());
    let own = if bound.is_ipv6() { v6 } else { v4 };
    let candidates = [outward(false), outward(true), Some(v4), Some(v6)].into_iter().flatten();
    let answers = |ip: &IpAddr| {
        TcpStream::connect_timeout(&SocketAddr::new(*ip, bound.port()), PATIENCE).is_ok()
    };
    SocketAddr::new(candidates.into_iter().find(answers).unwrap_or(own), bound.port())
}

/// The address of this machine from which it would send to others. Nothing is sent.
fn outward(v6: bool) -> Option<IpAddr> {
    // Addresses for documentation (RFC 5737, RFC 3849).
    let (from, to): (IpAddr, IpAddr) = match v6 {
        false => (Ipv4Addr::UNSPECIFIED.into(), Ipv4Addr::new(192, 0, 2, 1).into()),
        true => {
            let to = Ipv6Addr::new(0x2001, 0xdb8, 0, 0, 0, 0, 0, 1);
            (Ipv6Addr::UNSPECIFIED.into(), to.into())
        }
    };
    let socket = UdpSocket::bind((from, 0)).ok()?;
    socket.connect((to, 9)).ok()?;
    let ip = socket.local_addr().ok()?.ip();
    (!ip.is_unspecified()).then_some(ip)
}

#[cfg(test)]
mod tests {
    use std::net::TcpListener;

    use super::*;

    #[test]
    fn what_is_said_answers() {
        for text in ["0.0.0.0:0", "127.0.0.1:0", "[::]:0", "[::1]:0"] {
            // There are machines without IPv6.
            let Ok(listener) = TcpListener::bind(text) else { continue };
            let address = reachable(listener.local_addr().unwrap());
            assert!(!address.ip().is_unspecified(), "{text}: {address}");
            TcpStream::connect(address).unwrap();
        }
    }
}
