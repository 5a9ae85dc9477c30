# Carries frames between two interfaces, later than they came, and loses some of them.
# Arguments: seconds that each is held, share of them that is lost (0 to 1), the two interfaces.
use strict;
use warnings;
use Time::HiRes 'time';

# From <linux/if_packet.h> and <linux/if_ether.h>.
use constant { AF_PACKET => 17, SOCK_RAW => 3, ETH_P_ALL => 3, SOL_PACKET => 263 };
use constant { PACKET_VNET_HDR => 15, PACKET_IGNORE_OUTGOING => 23 };
use constant { SOL_SOCKET => 1, SO_RCVBUFFORCE => 33 };

# The longest frame: a segment that the sender left to the interface to cut.
use constant LONGEST => 70_000;
# How many are read of one side before the other has its turn.
use constant TURN => 256;

my ( $delay, $loss, @names ) = @ARGV;
my @taps = map { tap($_) } @names;
my @held;

$| = 1;
print "ready\n";
for ( ; ; ) {
    my $wait = @held ? $held[0][0] - time : undef;
    $wait = 0 if defined $wait && $wait < 0;
    my $readable = '';
    vec( $readable, fileno $_, 1 ) = 1 for @taps;
    select $readable, undef, undef, $wait;
    for my $side ( 0, 1 ) {
        for ( 1 .. TURN ) {
            my $frame;
            last unless sysread $taps[$side], $frame, LONGEST;
            push @held, [ time + $delay, $taps[ 1 - $side ], $frame ] if rand() >= $loss;
        }
    }
    while ( @held && $held[0][0] <= time ) {
        my ( undef, $out, $frame ) = @{ shift @held };
        syswrite $out, $frame;
    }
}

sub tap {
    my ($name) = @_;
    open my $file, '<', "/sys/class/net/$name/ifindex" or die "$name: $!\n";
    my $index = <$file>;
    socket my $tap, AF_PACKET, SOCK_RAW, 0 or die "$name: $!\n";
    # With each frame what its sender left to the interface: its checksum, its parts.
    setsockopt $tap, SOL_PACKET, PACKET_VNET_HDR,        pack 'i', 1 or die "$name: $!\n";
    setsockopt $tap, SOL_PACKET, PACKET_IGNORE_OUTGOING, pack 'i', 1 or die "$name: $!\n";
    setsockopt $tap, SOL_SOCKET, SO_RCVBUFFORCE, pack 'i', 64 << 20 or die "$name: $!\n";
    $tap->blocking(0);
    bind $tap, pack 'S n i S C C x8', AF_PACKET, ETH_P_ALL, $index, 0, 0, 0 or die "$name: $!\n";
    return $tap;
}
