import pytest

from shared.domain.senders import unvouched


@pytest.mark.parametrize("address", ["owner@gmail.com", "Owner@QQ.com", "shop@vip.163.com"])
def test_a_mailbox_that_others_hand_out_does_not_vouch_for_us(address: str) -> None:
    assert unvouched(address) == address.partition("@")[2].lower()


def test_a_domain_of_ones_own_does() -> None:
    assert unvouched("claimwatch@shop.example") == ""
